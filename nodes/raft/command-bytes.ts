import type { ByteReader, ByteWriter, Json } from '../runtime/index.ts';
import { type Command, isKey, isSequence, isSession, isValue, type Requester } from './command.ts';

/** The byte that a command begins with. 0 is none, so that zeros are never a command. */
const kinds = { noop: 1, put: 2, cas: 3, append: 4, delete: 5 } as const;

/** The byte that a value begins with. What has none of its own is JSON text. */
const values = { null: 0, false: 1, true: 2, count: 3, text: 4, json: 5 } as const;

/** A command as bytes: on the wire, on disk, and what the hash of its entry covers. Equal commands have equal bytes. */
export function writeCommand(writer: ByteWriter, command: Command): void {
  writer.byte(kinds[command.kind]);
  switch (command.kind) {
    case 'noop':
      return;
    case 'put':
      writer.text(command.key);
      writeValue(writer, command.value);
      return writeRequester(writer, command.by);
    case 'cas':
      writer.text(command.key);
      writeValue(writer, command.expected);
      writeValue(writer, command.value);
      return writeRequester(writer, command.by);
    case 'append':
      writer.text(command.key);
      writer.text(command.value);
      return writeRequester(writer, command.by);
    case 'delete':
      writer.text(command.key);
      return writeRequester(writer, command.by);
  }
}

/** undefined unless what follows is exactly a command that a client may ask for, or a noop. */
export function readCommand(reader: ByteReader): Command | undefined {
  const kind = reader.byte();
  if (kind === kinds.noop) return { kind: 'noop' };
  const key = reader.text();
  if (!isKey(key)) return undefined;
  switch (kind) {
    case kinds.put: {
      const value = readValue(reader);
      const by = readRequester(reader);
      return value === undefined || by === undefined ? undefined : { kind: 'put', key, value, by };
    }
    case kinds.cas: {
      const expected = readValue(reader);
      const value = readValue(reader);
      const by = readRequester(reader);
      return expected === undefined || value === undefined || by === undefined ? undefined : { kind: 'cas', key, expected, value, by };
    }
    case kinds.append: {
      const value = reader.text();
      const by = readRequester(reader);
      return by === undefined ? undefined : { kind: 'append', key, value, by };
    }
    case kinds.delete: {
      const by = readRequester(reader);
      return by === undefined ? undefined : { kind: 'delete', key, by };
    }
    default:
      return undefined;
  }
}

function writeValue(writer: ByteWriter, value: Json): void {
  if (value === null) writer.byte(values.null);
  else if (value === false) writer.byte(values.false);
  else if (value === true) writer.byte(values.true);
  else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    writer.byte(values.count);
    writer.count(value);
  } else if (typeof value === 'string') {
    writer.byte(values.text);
    writer.text(value);
  } else {
    writer.byte(values.json);
    writer.text(JSON.stringify(value));
  }
}

function readValue(reader: ByteReader): Json | undefined {
  switch (reader.byte()) {
    case values.null:
      return null;
    case values.false:
      return false;
    case values.true:
      return true;
    case values.count:
      return reader.count();
    case values.text:
      return reader.text();
    case values.json:
      return parseJson(reader.text());
    default:
      return undefined;
  }
}

function parseJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sequences count from 1: a 0 says that nobody is named. */
function writeRequester(writer: ByteWriter, by: Requester | null): void {
  if (by === null) return writer.count(0);
  writer.count(by.sequence);
  writer.text(by.session);
}

function readRequester(reader: ByteReader): Requester | null | undefined {
  const sequence = reader.count();
  if (sequence === 0) return reader.failed ? undefined : null;
  const session = reader.text();
  return isSession(session) && isSequence(sequence) ? { session, sequence } : undefined;
}
