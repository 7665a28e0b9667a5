package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.mail.Change;
import org.sealpost.store.database.Database;

/** What enrolment remembers from one run to the next, in the database. */
public final class EnrollmentStore implements EnrollmentJournal {
    private static final String REQUEST =
            "SELECT id, owner, template, template_version, replaces, public_key, state, agents,"
                    + " reason, requested_at FROM enrollment_request";

    private static final String SETBACK = "SELECT owner, template, failures, reason, next_try FROM enrollment_setback";

    private final Database database;

    public EnrollmentStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<EnrollmentRequest> request(String id) {
        return database.read(sql -> sql.one(REQUEST + " WHERE id = ?", EnrollmentStore::request, id));
    }

    @Override
    public List<EnrollmentRequest> requestsOf(String owner) {
        return database.read(sql -> sql.list(
                REQUEST + " WHERE owner = ? AND state <> 'ISSUED' ORDER BY requested_at DESC, id",
                EnrollmentStore::request,
                owner));
    }

    @Override
    public List<EnrollmentRequest> requests(EnrollmentRequest.State state, int limit) {
        return database.read(sql -> sql.list(
                REQUEST + " WHERE state = ? ORDER BY requested_at, id LIMIT ?",
                EnrollmentStore::request,
                state.name(),
                limit));
    }

    @Override
    public Change putting(EnrollmentRequest request) {
        return () -> database.write(sql -> {
            sql.update("DELETE FROM enrollment_request WHERE id = ?", request.id());
            return sql.update(
                    "INSERT INTO enrollment_request (id, owner, template, template_version, replaces, public_key, state,"
                            + " agents, reason, requested_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    request.id(),
                    request.owner(),
                    request.template(),
                    request.templateVersion(),
                    request.replaces(),
                    request.subjectPublicKeyInfo(),
                    request.state().name(),
                    String.join("\n", request.agents()),
                    request.reason(),
                    request.requestedAt());
        });
    }

    @Override
    public Set<String> remembered() {
        return database.read(sql -> {
            Set<String> owners = new HashSet<>(sql.list(
                    "SELECT DISTINCT owner FROM enrollment_request WHERE state <> 'ISSUED'", row -> row.getString(1)));
            owners.addAll(sql.list("SELECT DISTINCT owner FROM enrollment_setback", row -> row.getString(1)));
            return owners;
        });
    }

    @Override
    public List<EnrollmentSetback> setbacksOf(String owner) {
        return database.read(sql -> sql.list(SETBACK + " WHERE owner = ?", EnrollmentStore::setback, owner));
    }

    @Override
    public List<EnrollmentSetback> setbacks(int limit) {
        return database.read(
                sql -> sql.list(SETBACK + " ORDER BY next_try, owner LIMIT ?", EnrollmentStore::setback, limit));
    }

    @Override
    public Change putting(EnrollmentSetback setback) {
        return () -> database.write(sql -> {
            sql.update(
                    "DELETE FROM enrollment_setback WHERE owner = ? AND template = ?",
                    setback.owner(),
                    setback.template());
            return sql.update(
                    "INSERT INTO enrollment_setback (owner, template, failures, reason, next_try) VALUES (?, ?, ?, ?, ?)",
                    setback.owner(),
                    setback.template(),
                    setback.failures(),
                    setback.reason(),
                    setback.nextTry());
        });
    }

    @Override
    public Change forgettingSetback(String owner, String template) {
        return () -> database.write(
                sql -> sql.update("DELETE FROM enrollment_setback WHERE owner = ? AND template = ?", owner, template));
    }

    private static EnrollmentRequest request(ResultSet row) throws SQLException {
        return new EnrollmentRequest(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getBytes(6)),
                EnrollmentRequest.State.valueOf(row.getString(7)),
                row.getString(8).lines().toList(),
                row.getString(9),
                Instant.ofEpochMilli(row.getLong(10)));
    }

    private static EnrollmentSetback setback(ResultSet row) throws SQLException {
        return new EnrollmentSetback(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)));
    }
}
