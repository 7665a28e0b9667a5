-- Machines and services that get certificates; each DNS name belongs to one of them.
CREATE TABLE computer (
    host_name TEXT PRIMARY KEY,
    domain TEXT NOT NULL REFERENCES domain (name),
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    enabled INTEGER NOT NULL
);
CREATE INDEX computer_unit ON computer (domain, unit);
CREATE TABLE computer_name (
    dns_name TEXT PRIMARY KEY,
    host_name TEXT NOT NULL REFERENCES computer (host_name),
    position INTEGER NOT NULL
);
CREATE INDEX computer_name_host ON computer_name (host_name);
