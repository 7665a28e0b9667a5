-- Who may do what with the house, besides its owner.
CREATE TABLE role_grant (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (person, role)
);
