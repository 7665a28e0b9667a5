// Shows the newest message whose subject is this, and tells what stands on the screen. args: address, subject
const [address, subject] = args;
const {MailServices} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const {MailUtils} = ChromeUtils.importESModule("resource:///modules/MailUtils.sys.mjs");
const rest = millis => new Promise(done => setTimeout(done, millis));
const identity = [...MailServices.accounts.allIdentities].find(one => one.email === address);
const account = MailServices.accounts.accounts.find(one => one.identities.some(each => each.key === identity.key));
account.incomingServer.performExpand(null);
let inbox = null;
for (let i = 0; i < 100 && !inbox; i++) {
  await rest(100);
  inbox = account.incomingServer.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
}
let header = null;
for (let i = 0; i < 60 && !header; i++) {
  await new Promise(done => inbox.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, {
    QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
    OnStartRunningUrl() {},
    OnStopRunningUrl(url, status) { done(status); },
  }));
  header = [...inbox.messages].reverse().find(one => one.mime2DecodedSubject === subject);
  await rest(250);
}
if (!header) {
  throw new Error("no message " + subject + ", only " + [...inbox.messages].map(one => one.mime2DecodedSubject));
}
const window = Services.wm.getMostRecentWindow("mail:3pane");
MailUtils.displayMessage(header);
const shown = () => window.document.getElementById("tabmail").currentAboutMessage;
const text = () => (shown()?.getMessagePaneBrowser().contentDocument?.body?.textContent || "").trim();
const icon = name => {
  const element = shown()?.document.getElementById(name);
  return !element || element.hidden ? "" : (element.getAttribute("src") || element.title || "shown").replace(/.*\//, "");
};
// The mark comes after the text, when the signature was looked at.
for (let i = 0; i < 150 && !(shown()?.gMessage?.messageId === header.messageId && text() && icon("signedHdrIcon")); i++) {
  await rest(100);
}
await rest(500);
const result = {text: text(), signed: icon("signedHdrIcon"), encrypted: icon("encryptedHdrIcon"),
  subject: shown()?.document.getElementById("expandedsubjectBox")?.textContent || ""};
const tabs = window.document.getElementById("tabmail");
tabs.closeTab(tabs.currentTabInfo);
return result;
