package org.sealpost.protocols.imap;

import org.sealpost.protocols.session.Engine;

class JamesScriptsOnPostgresqlTest extends JamesScripts {
    JamesScriptsOnPostgresqlTest() {
        super(Engine.POSTGRESQL);
    }
}
