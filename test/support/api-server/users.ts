import type {IncomingMessage} from 'node:http';
import type {TLSSocket} from 'node:tls';
import {EVERYTHING, type Grants} from './authorization.ts';

/** Somebody whom the server knows. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly grants: Grants;
}

/** Who sent a request: by client certificate, bearer token or password. Undefined: nobody whom the server knows. */
export class Users {
  readonly #byName = new Map<string, User>();
  readonly #byToken = new Map<string, User>();
  readonly #byBasic = new Map<string, User>();

  add(
    user: Partial<User> & {readonly name: string; readonly token?: string; readonly password?: string},
  ): User {
    const {name, groups = [], grants = EVERYTHING, token, password} = user;
    const added = {name, groups, grants};
    this.#byName.set(name, added);
    if (token !== undefined) this.#byToken.set(token, added);
    if (password !== undefined)
      this.#byBasic.set(Buffer.from(`${name}:${password}`).toString('base64'), added);
    return added;
  }

  /** Makes a token worthless. */
  revoke(token: string): void {
    this.#byToken.delete(token);
  }

  identify(request: IncomingMessage): User | undefined {
    const found =
      this.#byHeader(request.headers.authorization) ?? this.#byCertificate(request.socket as TLSSocket);
    const as = request.headers['impersonate-user'];
    if (!found || typeof as !== 'string') return found;
    const groups = request.headersDistinct['impersonate-group'] ?? [];
    return {name: as, groups, grants: this.#byName.get(as)?.grants ?? found.grants};
  }

  #byHeader(authorization: string | undefined): User | undefined {
    const [scheme, value = ''] = (authorization ?? '').split(' ');
    if (scheme === 'Bearer') return this.#byToken.get(value);
    return scheme === 'Basic' ? this.#byBasic.get(value) : undefined;
  }

  #byCertificate(socket: TLSSocket): User | undefined {
    if (!socket.authorized) return undefined;
    // A socket that was destroyed meanwhile has no certificate, whatever the types say.
    const certificate = socket.getPeerCertificate() as {subject?: {CN?: unknown}} | null;
    const CN = certificate?.subject?.CN;
    return this.#byName.get(String(CN));
  }
}
