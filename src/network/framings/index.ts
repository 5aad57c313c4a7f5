/**
 * Framings: how a byte stream is made of messages, so that the proxy can lose, delay or double a whole message and never breaks one
 * in two. Splitters take any cut of the stream and give back the very bytes.
 */
export { type Framing, type FramingName, framingSupports, type Message, type Splitter, type Splitters, UNDESCRIBED } from './framing.ts';
export { http1 } from './http1.ts';
export { MAX_HTTP_MESSAGE_BYTES } from './http1-head.ts';
export { type DecodedResponse, decodeEndedResponse, decodeResponse, encodeRequest } from './http1-message.ts';
export { lengthPrefixed } from './length-prefixed.ts';
export { stream } from './stream.ts';
