// A mail server of others (npm smtp-server) that says what the client asked for. Arguments: library, PEM file, offer|hide.
const [library, pem, mode] = process.argv.slice(2);
const {SMTPServer} = require(library);
const keys = require('fs').readFileSync(pem);
const server = new SMTPServer({
  key: keys,
  cert: keys,
  hideREQUIRETLS: mode === 'hide',
  authOptional: true,
  disabledCommands: ['AUTH'],
  onData(stream, session, done) {
    stream.resume();
    stream.on('end', () => {
      console.log('message, requireTLS ' + session.envelope.requireTLS + ', secure ' + session.secure);
      done();
    });
  },
});
server.listen(0, '127.0.0.1', () => console.log('port ' + server.server.address().port));
setTimeout(() => process.exit(0), 60000);
