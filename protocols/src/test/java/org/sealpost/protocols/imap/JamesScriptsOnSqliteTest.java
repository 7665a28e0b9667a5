package org.sealpost.protocols.imap;

import org.sealpost.protocols.session.Engine;

class JamesScriptsOnSqliteTest extends JamesScripts {
    JamesScriptsOnSqliteTest() {
        super(Engine.SQLITE);
    }
}
