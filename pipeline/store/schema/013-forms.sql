-- The right forms of breach, a JSON list, where an analyst said them, else NULL: those the model told stand.

ALTER TABLE review ADD COLUMN bentuk TEXT;
