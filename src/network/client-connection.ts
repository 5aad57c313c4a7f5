import { connect, type Socket } from 'node:net';
import { type Address, type Connection, type ConnectionError, FaultlineError, type Reply } from '../core/index.ts';
import {
  type DecodedResponse,
  decodeEndedResponse,
  decodeResponse,
  encodeRequest,
  http1,
  MAX_HTTP_MESSAGE_BYTES,
  type Message,
} from './framings/index.ts';

/** Where a client knocks: a proxy, or a node itself. */
export interface ClientDoor {
  readonly address: Address;
  /** Whether this local port's connection was ended with certainly no byte of it forwarded. */
  refused(localPort: number): boolean;
}

/** A client's HTTP/1.1 connection, dialled by its first request. A request leaves only once the dial has been taken. */
export function createClientConnection(door: ClientDoor): Connection {
  return new HttpConnection(door);
}

type Done = (reply: Reply) => void;

class HttpConnection implements Connection {
  readonly #door: ClientDoor;
  readonly #splitters = http1.open();
  #socket: Socket | undefined;
  /** Known once the dial was taken: before that nothing is written. */
  #localPort: number | undefined;
  #waiting: Done | undefined;
  /** A response whose end is the end of the connection, as far as it has come. */
  #pieces: Buffer[] = [];
  #piecesBytes = 0;
  #isOpen = true;
  #isClosed = false;

  constructor(door: ClientDoor) {
    this.#door = door;
  }

  get open(): boolean {
    return this.#isOpen;
  }

  send(request: Parameters<Connection['send']>[0], done: Done): void {
    if (this.#waiting !== undefined) {
      throw new FaultlineError(
        'connection-busy',
        `Expected one request at a time, got ${request.method} ${request.path} during another one.`,
      );
    }
    if (!this.#isOpen) {
      setImmediate(() => {
        if (!this.#isClosed) done({ ok: false, error: 'refused' });
      });
      return;
    }
    this.#waiting = done;
    const bytes = encodeRequest(request);
    this.#splitters.forward.push(bytes, () => {});
    if (this.#socket === undefined) this.#socket = this.#dial(bytes);
    else this.#socket.write(bytes);
  }

  close(): void {
    this.#isOpen = false;
    this.#isClosed = true;
    this.#waiting = undefined;
    this.#socket?.destroy();
  }

  #dial(first: Buffer): Socket {
    const socket = connect({ ...this.#door.address, noDelay: true });
    socket.on('connect', () => {
      this.#localPort = socket.localPort;
      socket.write(first);
    });
    socket.on('data', (chunk) => this.#splitters.back.push(chunk, (message) => this.#receive(message)));
    socket.on('end', () => {
      this.#isOpen = false;
      if (this.#pieces.length > 0) this.#take(decodeEndedResponse(Buffer.concat(this.#pieces)));
    });
    // What it was is told by 'close', which always follows.
    socket.on('error', () => {});
    socket.on('close', () => this.#fail(this.#endedBy()));
    return socket;
  }

  #receive({ bytes, whole }: Message): void {
    if (this.#waiting === undefined) return this.#fail('malformed');
    if (whole) return this.#take(decodeResponse(bytes));
    this.#pieces.push(bytes);
    this.#piecesBytes += bytes.length;
    if (this.#piecesBytes > MAX_HTTP_MESSAGE_BYTES || !startsAsHttp(this.#pieces[0])) this.#fail('malformed');
  }

  #take(decoded: DecodedResponse | undefined): void {
    if (decoded === undefined) return this.#fail('malformed');
    // 1xx: the response proper is still to come.
    if (decoded.response.status < 200) return;
    if (!decoded.keepAlive || this.#pieces.length > 0) this.#shut();
    this.#reply({ ok: true, response: decoded.response });
  }

  #endedBy(): ConnectionError {
    if (this.#localPort === undefined) return 'refused';
    return this.#door.refused(this.#localPort) ? 'refused' : 'reset';
  }

  #fail(error: ConnectionError): void {
    this.#shut();
    this.#reply({ ok: false, error });
  }

  #shut(): void {
    this.#isOpen = false;
    this.#socket?.destroy();
  }

  #reply(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }
}

function startsAsHttp(bytes: Buffer | undefined): boolean {
  return bytes !== undefined && 'HTTP/1.'.startsWith(bytes.toString('latin1', 0, 7));
}
