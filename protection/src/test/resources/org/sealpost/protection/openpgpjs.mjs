// OpenPGP.js as the other side of a test: what is asked lies in files of a folder, and so does the answer.
// Arguments: the library, what to do, the folder.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , library, action, folder] = process.argv;
const openpgp = await import(pathToFileURL(library).href);
const asked = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));

const publicKeys = async (armoured) => (armoured ? [await openpgp.readKey({ armoredKey: armoured })] : []);
const secretKeys = async (armoured) => (armoured ? [await openpgp.readPrivateKey({ armoredKey: armoured })] : []);
const isGood = async (signatures) => {
  try {
    await Promise.all(signatures.map((one) => one.verified));
    return signatures.length > 0;
  } catch {
    return false;
  }
};

const actions = {
  async make({ version, name, email }) {
    const modern = version === '6';
    const made = await openpgp.generateKey({
      ...(modern ? { type: 'curve25519' } : { type: 'ecc', curve: 'curve25519Legacy' }),
      userIDs: [{ name, email }],
      date: new Date(Date.now() - 60000),
      config: { v6Keys: modern, aeadProtect: modern },
    });
    return { public: made.publicKey, secret: made.privateKey };
  },
  async open({ secret, message, signer }) {
    const opened = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: message }),
      decryptionKeys: await secretKeys(secret),
      verificationKeys: await publicKeys(signer),
      format: 'binary',
    });
    return { text: Buffer.from(opened.data).toString('latin1'), good: await isGood(opened.signatures) };
  },
  async seal({ recipient, secret, text }) {
    return {
      message: await openpgp.encrypt({
        message: await openpgp.createMessage({ binary: Buffer.from(text, 'latin1') }),
        encryptionKeys: await publicKeys(recipient),
        signingKeys: await secretKeys(secret),
      }),
    };
  },
  async sign({ secret, text }) {
    return {
      signature: await openpgp.sign({
        message: await openpgp.createMessage({ binary: Buffer.from(text, 'latin1') }),
        signingKeys: await secretKeys(secret),
        detached: true,
      }),
    };
  },
  async verify({ signer, text, signature }) {
    const verified = await openpgp.verify({
      message: await openpgp.createMessage({ binary: Buffer.from(text, 'latin1') }),
      signature: await openpgp.readSignature({ armoredSignature: signature }),
      verificationKeys: await publicKeys(signer),
    });
    return { good: await isGood(verified.signatures) };
  },
};

const answer = await actions[action](asked);
for (const [name, value] of Object.entries(answer)) {
  writeFileSync(join(folder, name), String(value), 'latin1');
}
