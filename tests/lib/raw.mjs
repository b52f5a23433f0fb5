// A connection without manners: sends any bytes, and gives what came back.
import { connect } from 'node:net';

// What came until the server closed, or said nothing more for `quiet` ms.
export function exchange(port, bytes, { quiet = 300, close = false } = {}) {
  return new Promise((done) => {
    const parts = [];
    const socket = connect(port, '127.0.0.1', () => (close ? socket.end(bytes) : socket.write(bytes)));
    const end = () => {
      socket.destroy();
      done(Buffer.concat(parts).toString('latin1'));
    };
    socket.setTimeout(quiet, end);
    socket.on('data', (part) => parts.push(part));
    socket.on('error', end);
    socket.on('close', end);
  });
}

// The status of the first answer in it; 0 where there is none.
export const statusOf = (answer) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
