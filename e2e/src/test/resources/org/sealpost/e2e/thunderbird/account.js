// Trusts the root, takes the keys of a person, and makes an account with them.
// args: root in PEM, file of PKCS #12, its password, address, password of the account, ports of IMAP and of submission (TLS at once)
const [pem, file, secret, address, password, imap, submission] = args;
const {MailServices} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
certificates.addCertFromBase64(pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, ""), "CTu,CTu,u");
const keys = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
keys.initWithPath(file);
const imported = certificates.importPKCS12File(keys, secret);
if (imported !== 0) {
  throw new Error("the keys cannot be imported: " + imported);
}
const own = [...certificates.getCerts()].find(one => one.emailAddress === address);
if (!own) {
  throw new Error("no certificate is for " + address + ", only "
      + [...certificates.getCerts()].map(one => one.emailAddress).filter(Boolean));
}
const incoming = MailServices.accounts.createIncomingServer(address, "localhost", "imap");
incoming.port = imap;
incoming.socketType = 3;
incoming.authMethod = 3;
incoming.password = password;
incoming.loginAtStartUp = false;
incoming.doBiff = false;
const outgoing = MailServices.outgoingServer.createServer("smtp").QueryInterface(Ci.nsISmtpServer);
outgoing.hostname = "localhost";
outgoing.port = submission;
outgoing.socketType = 3;
outgoing.authMethod = 3;
outgoing.username = address;
outgoing.password = password;
const identity = MailServices.accounts.createIdentity();
identity.email = address;
identity.fullName = "Alice";
identity.smtpServerKey = outgoing.key;
identity.doFcc = false;
for (const use of ["signing", "encryption"]) {
  identity.setUnicharAttribute(use + "_cert_name", own.displayName);
  identity.setCharAttribute(use + "_cert_dbkey", own.dbKey);
}
const account = MailServices.accounts.createAccount();
account.addIdentity(identity);
account.incomingServer = incoming;
return own.displayName;
