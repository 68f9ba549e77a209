<?php // Shuts the REST interface, as some security plugins do, while the file rest-is-shut lies beside the site.
add_filter('rest_authentication_errors', function ($result) {
    $shut = new WP_Error('rest_forbidden', 'REST is shut.', ['status' => 401]);
    return file_exists('@FOLDER@/rest-is-shut') ? $shut : $result;
});
