// Takes the certificate of somebody to write to. args: PEM, address
const [pem, address] = args;
const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, "")), c => c.charCodeAt(0));
certificates.importEmailCertificate(der, der.length, null);
return [...certificates.getCerts()].some(one => one.emailAddress === address);
