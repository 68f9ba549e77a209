<?php // php seed.php SITE install | posts COUNT | edit COUNT | together COUNT
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_URI' => '/'];
[, $site, $what] = $argv;
$count = (int) ($argv[3] ?? 0);
if ($what === 'install') define('WP_INSTALLING', true);
require "$site/wp-load.php";

function story(int $n, string $lead): string {
    $parts = ["<p>$lead Bawaslu menerima laporan nomor $n tentang dugaan pelanggaran netralitas aparatur sipil negara.</p>"];
    foreach (['Ketua panitia', 'Warga desa', 'Camat setempat', 'Anggota dewan'] as $who) {
        $parts[] = "<p>$who mengatakan bahwa laporan ke-$n itu akan diperiksa lebih lanjut sesuai dengan aturan yang " .
            "berlaku, dan semua pihak yang terkait akan dipanggil untuk memberikan keterangan pada pekan depan.</p>";
    }
    return implode("\n", $parts);
}

if ($what === 'install') {
    function wp_new_blog_notification(...$any) {} // no mail
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('Kabar Tanjung Sari', 'redaksi', 'redaksi@example.invalid', true, '', 'only-here');
    foreach ([1, 2, 3] as $id) wp_delete_post($id, true);
    update_option('timezone_string', 'Asia/Makassar');
    update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
    update_option('posts_per_rss', 10);
} elseif ($what === 'posts') {
    flush_rewrite_rules(false);
    $start = strtotime('2024-08-01 08:00:00');
    for ($n = 1; $n <= $count; $n++) {
        $date = date('Y-m-d H:i:s', $start + $n * 11 * 3600);
        $id = wp_insert_post(['post_title' => "Laporan ke-$n masuk ke Bawaslu Tanjung Sari", 'post_status' => 'publish',
            'post_content' => story($n, 'TANJUNG SARI –'), 'post_date' => $date, 'post_author' => 1], true);
        if (is_wp_error($id)) exit($id->get_error_message());
        $wpdb->update($wpdb->posts, ['post_modified' => $date, 'post_modified_gmt' => get_gmt_from_date($date)], ['ID' => $id]);
    }
} elseif ($what === 'edit') {
    $posts = get_posts(['numberposts' => $count, 'orderby' => 'date', 'order' => 'ASC']);
    foreach ($posts as $n => $post) wp_update_post(['ID' => $post->ID, 'post_content' => story($n + 1, 'RALAT –')]);
} elseif ($what === 'together') { // as after an import
    $moment = "post_date = '2024-09-01 08:00:00', post_date_gmt = '2024-09-01 00:00:00'";
    $wpdb->query("UPDATE $wpdb->posts SET $moment WHERE post_type = 'post' ORDER BY ID LIMIT $count");
}
