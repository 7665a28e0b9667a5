-- Connectors whose sessions an administrator wants written down.
CREATE TABLE logged_connector (
    connector TEXT PRIMARY KEY
);
