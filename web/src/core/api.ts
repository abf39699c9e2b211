// SPDX-License-Identifier: MIT
// The one way to the server: CSRF header, problem+json -> Problem, server time, honest retries.

import { learnServerTime, sleep } from './clock';
import { heardFrom, lost } from './reach';

interface ProblemBody {
  code?: string;
  detail?: string;
  next?: string;
  field?: string;
  frames?: string[];
  quota?: string;
  request_id?: string;
}

/** A refusal by the server, or `code: 'network'` when it could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly next: string;
  readonly field: string | null;
  /** Whose room is full, of `quota_full`: person, classroom or institution. */
  readonly quota: string | null;
  /** What the server's log calls the request. */
  readonly requestId: string | null;
  readonly retryAfterSeconds: number;

  constructor(status: number, body: ProblemBody, retryAfterSeconds = 0) {
    super(body.detail ?? '');
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'network' : 'internal');
    this.next = body.next ?? '';
    this.field = body.field ?? null;
    this.quota = body.quota ?? null;
    this.requestId = body.request_id ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The server itself did not answer: there is no way to it, or what stands before it says so. */
export function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.code === 'network' || (error.code === 'internal' && [502, 503, 504].includes(error.status));
}

let csrf = '';
let onSignedOut: () => void = () => undefined;
let onFactorRequired: () => void = () => undefined;
let askStepUp: () => Promise<boolean> = () => Promise.resolve(false);

export function setCsrf(value: string): void {
  csrf = value;
}

export const knownCsrf = () => csrf;

/** Called when the server says that the session is gone. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Called whenever the institution wants a second factor of the person first. */
export function whenFactorRequired(listener: () => void): void {
  onFactorRequired = listener;
}

/** Asks the person for fresh proof when a request needs it; true: given, the request may be repeated. */
export function whenStepUpNeeded(ask: () => Promise<boolean>): void {
  askStepUp = ask;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Options {
  json?: unknown;
  octets?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The page asks for fresh proof itself: `step_up_needed` is thrown to it. */
  ownProof?: true;
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

async function readProblem(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy's own error page: the status alone must do.
  }
  return new Problem(response.status, body, retryAfter(response));
}

/** What stands before the server says that it does not reach it. The server itself has such a status, too, of whom it asked in vain. */
function isOfProxy({ status, headers }: Response): boolean {
  return (status === 502 || status === 504) && !(headers.get('Content-Type') ?? '').startsWith('application/problem+json');
}

async function send(method: Method, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (options.octets) {
    headers['Content-Type'] = 'application/octet-stream';
    init.body = options.octets;
  } else if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.json);
  }
  if (options.signal) init.signal = options.signal;
  try {
    const response = await fetch(path, init);
    if (isOfProxy(response)) lost();
    else heardFrom();
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    lost();
    throw new Problem(0, {});
  }
}

/** The page may be older than the session (signed in again in another tab): learn the token anew, once. */
async function renewCsrf(): Promise<boolean> {
  const response = await send('GET', '/api/user/me', {});
  if (!response.ok) return false;
  csrf = ((await response.json()) as { csrf: string }).csrf;
  return true;
}

/** The refusal is kept with its key: what is repeated after it is a new request. */
function withNewKey(options: Options): Options {
  if (!options.headers?.['Idempotency-Key']) return options;
  return { ...options, headers: { ...options.headers, 'Idempotency-Key': newKey() } };
}

/** The good answer, or 304 where it was asked for; otherwise throws Problem. */
async function answerTo(method: Method, path: string, options: Options): Promise<Response> {
  let asked = options;
  let response = await send(method, path, asked);
  for (let repeats = 0; response.status === 403 && repeats < 2; repeats++) {
    const problem = await readProblem(response);
    if (problem.code === 'second_factor_required') onFactorRequired();
    if (problem.code === 'step_up_needed' && !asked.ownProof && (await askStepUp())) asked = withNewKey(asked);
    else if (problem.code !== 'csrf_failed' || method === 'GET' || !(await renewCsrf())) throw problem;
    response = await send(method, path, asked);
  }
  if (!response.ok && response.status !== 304) {
    const problem = await readProblem(response);
    if (problem.code === 'not_signed_in' || problem.code === 'session_expired') onSignedOut();
    throw problem;
  }
  return response;
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  const body = JSON.parse(text) as unknown;
  const time = (body as { server_time?: unknown } | null)?.server_time;
  if (typeof time === 'string') learnServerTime(time);
  return body;
}

/**
 * One request. Throws Problem; resolves with the JSON, or undefined when the answer is empty. A refusal `step_up_needed` asks the person
 * for fresh proof and repeats the request: callers see the refusal only when it was not given.
 */
export async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  return parse(await (await answerTo(method, path, options)).text()) as T;
}

export interface Tagged {
  value: unknown;
  text: string;
  /** null: the answer cannot be asked for by it. */
  tag: string | null;
}

/** Reads a path unless its answer still has this tag: null then. */
export async function getIfChanged(path: string, tag: string | null, signal?: AbortSignal): Promise<Tagged | null> {
  const headers: Record<string, string> = tag ? { 'If-None-Match': tag } : {};
  const response = await answerTo('GET', path, signal ? { headers, signal } : { headers });
  if (response.status === 304) return null;
  const text = await response.text();
  return { value: parse(text), text, tag: response.headers.get('ETag') };
}

export const get = <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, signal ? { signal } : {});
export const post = <T>(path: string, json?: unknown, more: Options = {}) =>
  request<T>('POST', path, json === undefined ? more : { ...more, json });
export const put = <T>(path: string, json: unknown) => request<T>('PUT', path, { json });
export const patch = <T>(path: string, json: unknown) => request<T>('PATCH', path, { json });
export const remove = (path: string) => request<void>('DELETE', path);

/**
 * A POST of octets that tells how much of it has gone: fetch cannot. `onSent` gets 0 to 1; at 1 the server is at work.
 * Never repeated by itself, but after fresh proof was given.
 */
export function upload<T>(path: string, octets: Blob, onSent: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    xhr.responseType = 'json';
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.setRequestHeader('Content-Type', 'application/octet-stream');
    xhr.setRequestHeader('X-CSRF-Token', csrf);
    xhr.upload.onprogress = (event) => onSent(event.lengthComputable ? event.loaded / event.total : 0);
    xhr.upload.onload = () => onSent(1);
    xhr.onerror = () => reject(new Problem(0, {}));
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300 && xhr.response) return resolve(xhr.response as T);
      const problem = new Problem(xhr.status, (xhr.response as ProblemBody | null) ?? {});
      if (problem.code === 'not_signed_in' || problem.code === 'session_expired') onSignedOut();
      if (problem.code !== 'step_up_needed') return reject(problem);
      void askStepUp().then((shown) => (shown ? resolve(upload<T>(path, octets, onSent, signal)) : reject(problem)));
    };
    signal.addEventListener('abort', () => xhr.abort());
    xhr.send(octets);
  });
}

/** Random, printable, 36 characters. */
export function newKey(): string {
  return crypto.randomUUID();
}

const NETWORK_TRIES = 4;
const BUSY_TRIES = 12;

/** Whether to try the very same request again, and after how many milliseconds; null: no. */
export function retryDelay(problem: Problem, networkFailures: number, busyAnswers: number): number | null {
  if (problem.code === 'network') return networkFailures < NETWORK_TRIES ? 500 * 2 ** networkFailures : null;
  if (problem.status === 503 && busyAnswers < BUSY_TRIES) {
    // Spread a whole hall of phones over a second, so that they do not come back as one.
    return Math.max(1, problem.retryAfterSeconds) * 1000 + Math.random() * 1000;
  }
  return null;
}

/** Asks again through lost connections and a full server. `onWaiting` tells that a retry is ahead, and when. */
export async function patiently<T>(
  ask: () => Promise<T>,
  onWaiting: (problem: Problem, delayMs: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  let failures = 0;
  let busy = 0;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Problem) || signal?.aborted) throw error;
      const delay = retryDelay(error, failures, busy);
      if (delay === null) throw error;
      if (error.code === 'network') failures += 1;
      else busy += 1;
      onWaiting(error, delay);
      await sleep(delay);
    }
  }
}

/**
 * The same for octets, with one Idempotency-Key: the server answers a repeat with the first answer, so nothing is done
 * twice, and a check-in counts from when it first came.
 */
export function sendPersistently<T>(
  method: 'POST' | 'PUT',
  path: string,
  octets: Blob,
  headers: Record<string, string>,
  onWaiting: (problem: Problem, delayMs: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  const keyed = { ...headers, 'Idempotency-Key': newKey() };
  const send = () => request<T>(method, path, signal ? { octets, headers: keyed, signal } : { octets, headers: keyed });
  return patiently(send, onWaiting, signal);
}
