// Writes a message. args: from, to, subject, text, whether it is signed, whether it is encrypted
const [from, to, subject, text, signed, encrypted] = args;
const {MailServices} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const identity = [...MailServices.accounts.allIdentities].find(one => one.email === from);
const account = MailServices.accounts.accounts.find(one => one.identities.some(each => each.key === identity.key));
const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
fields.from = from;
fields.to = to;
fields.subject = subject;
const security = Cc["@mozilla.org/messengercompose/composesecure;1"].createInstance(Ci.nsIMsgComposeSecure);
security.signMessage = signed;
security.requireEncryptMessage = encrypted;
fields.composeSecure = security;
if (encrypted) {
  await new Promise(done => security.asyncFindCertByEmailAddr(to, {
    QueryInterface: ChromeUtils.generateQI(["nsIDoneFindCertForEmailCallback"]),
    findCertDone(address, found) {
      if (found) {
        security.cacheValidCertForEmail(address, found.dbKey);
      }
      done();
    },
  }));
}
return await new Promise((done, failed) => {
  const listener = {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
    onStartSending() {},
    onSendProgress() {},
    onStatus() {},
    onGetDraftFolderURI() {},
    onTransportSecurityError(id, status) { failed(new Error("no trust in the server: " + status)); },
    onSendNotPerformed() { failed(new Error("it was not sent")); },
    onStopSending(id, status, message) { done({status, message}); },
  };
  Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend).createAndSendMessage(
      null, identity, account.key, fields, false, false, Ci.nsIMsgSend.nsMsgDeliverNow, null, "text/plain",
      text, null, null, listener, "", "", Ci.nsIMsgCompType.New).catch(failed);
});
