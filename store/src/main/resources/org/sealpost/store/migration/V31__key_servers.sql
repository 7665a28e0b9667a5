-- Who is asked for the OpenPGP key of a recipient of whom nothing is known, in order, parted by spaces.
ALTER TABLE openpgp_settings ADD COLUMN key_servers TEXT NOT NULL DEFAULT '';
