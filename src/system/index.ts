/**
 * What a system of the user's own is made of: `import { defineSystem, httpClient } from 'faultline/system'`. The types, and the few
 * functions that make an adapter short; and, for `run`, how whatever a module exports becomes a `System` that can be trusted in a run.
 */
export type {
  Address,
  AttemptResult,
  Client,
  ClientContext,
  Connection,
  DirectedPlan,
  FrameDescription,
  Identity,
  Json,
  JsonObject,
  LaunchCommand,
  Listening,
  NodeId,
  NodeLaunch,
  Operation,
  OperationError,
  Reply,
  Request,
  Response,
  System,
  TraceEvent,
  Variant,
} from '../core/index.ts';
export { isJsonObject, isOperationError, operationErrors } from '../core/index.ts';
export { error, ok } from './answers.ts';
export { type AsyncClientOptions, asyncClient } from './async-client.ts';
export { checkDefinition } from './check-definition.ts';
export { completeSystem, defineSystem, type SystemDefinition } from './define-system.ts';
export { guardSystem } from './guard-system.ts';
export { type HttpClientOptions, type HttpRequest, httpClient } from './http-client.ts';
export { sameStatus } from './same-status.ts';
