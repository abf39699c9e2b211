// SPDX-License-Identifier: MIT
// A client of the API of AMS: openapi-fetch over the types that are generated from the API's description (api.ts). What stands here
// is how a request shows who asks, and how a refusal becomes an exception; each operation is called by its method and address.
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, operations, paths } from './api.js';

export type { components, operations, paths };
/** The shapes of the API by their names: Schemas['classroom']. */
export type Schemas = components['schemas'];
export type Problem = Schemas['problem'];
export type AmsClient = Client<paths>;

/** Puts what shows who asks on a request. */
export type Authenticate = (headers: Headers) => void;

export interface Settings {
  /** Where the server is, without a path: "https://ams.example.org". */
  address: string;
  /** Nobody is signed in without it. */
  authenticate?: Authenticate;
  /** Another fetch than the platform's. */
  fetch?: (request: Request) => Promise<Response>;
}

/** By the token of a sign-in: POST /api/v1/user/session with `bearer`. */
export function bearer(token: string): Authenticate {
  return (headers) => headers.set('Authorization', `Bearer ${token}`);
}

export function connect(settings: Settings): AmsClient {
  const client = createClient<paths>({ baseUrl: settings.address, ...(settings.fetch && { fetch: settings.fetch }) });
  const { authenticate } = settings;
  const showing: Middleware = {
    onRequest({ request }) {
      authenticate?.(request.headers);
      return request;
    },
  };
  client.use(showing);
  return client;
}

/** A refusal: `problem.code` is the stable word, `problem.type` the page about it. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly status: number;

  constructor(problem: Problem, status: number) {
    super(`${problem.code}: ${problem.detail} ${problem.next}`);
    this.name = 'Refused';
    this.problem = problem;
    this.status = status;
  }
}

type Answer<T> = { data: T; error?: never; response: Response } | { data?: never; error: Problem; response: Response };

/** What an operation answers when it is well. Throws Refused otherwise. */
export async function good<T>(asked: Promise<Answer<T>>): Promise<T> {
  const answer = await asked;
  if (answer.error !== undefined) throw new Refused(answer.error, answer.response.status);
  return answer.data;
}

/** The bytes of a file as the body of an operation that takes one: `...bytes(file)`. */
export function bytes(body: Uint8Array | Blob | string) {
  return { body, bodySerializer: () => body, headers: { 'Content-Type': 'application/octet-stream' } };
}
