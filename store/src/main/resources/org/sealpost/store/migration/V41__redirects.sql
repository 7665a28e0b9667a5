-- Another host that an administrator named for recipients who wait, and who that was.
ALTER TABLE queue_recipient ADD COLUMN redirect TEXT;
ALTER TABLE queue_recipient ADD COLUMN redirect_by TEXT;
