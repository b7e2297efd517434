/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH';
  /** From the root of the API, such as `/api/v1/pods`; segments are already URL-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /**
   * Whether the request may be sent again when it is not known if the server acted on it (connection lost, 5xx).
   * Default: GET and DELETE, yes; POST and PATCH, no. A 429 is always sent again.
   */
  readonly repeatable?: boolean;
}

/** How to list objects. */
export interface ListOptions {
  /** Objects in a page; default 500. */
  readonly limit?: number;
  /** `0`: as the server remembers them, perhaps a little old; then it may send everything in one page. */
  readonly resourceVersion?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly signal?: AbortSignal;
}

/**
 * Receives the objects of a list page by page. `first` is true for the first page, and again for the first page of a list
 * that had to start anew (410): then forget what came before.
 */
export type OnItems = (items: readonly unknown[], first: boolean) => void;

/** How to watch objects. */
export interface WatchOptions {
  /** Where to begin, from a list; empty or absent: with an `ADDED` event for each object there is. */
  readonly resourceVersion?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly signal?: AbortSignal;
  /** Called when the server forgot what happened since (410): list again and give the new resourceVersion. */
  readonly relist?: () => Promise<string>;
}

/** A change that a watch reports. Bookmarks are kept from the caller. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: unknown;
}

/** How to stream a text, such as the log of a pod. */
export interface StreamOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Whether it may be asked for again if it is not answered; default: yes. */
  readonly repeatable?: boolean;
  /**
   * Seconds after which an answer of which nothing comes is given up, from the request on. Default: the time of a request;
   * none where it is followed.
   */
  readonly silenceSeconds?: number;
}

/** What somebody wants to do, for an access review. */
export interface AccessAttributes {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** The answer to one access review. */
export interface AccessAnswer {
  readonly attributes: AccessAttributes;
  readonly allowed: boolean;
  /** Why, in the server's words; often empty. */
  readonly reason: string;
}

/** A command to run in a container that exists. */
export interface ExecRequest {
  /** Of the Pod's subresource `exec`. */
  readonly path: string;
  readonly container: string;
  readonly command: readonly string[];
  /** Its standard input, which stays open after that. */
  readonly stdin: string;
  readonly signal?: AbortSignal;
}

/** What a command printed, and how it ended. */
export interface ExecResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Why it could not run, or did not succeed; empty if it did. */
  readonly failure: string;
}

/** The Kubernetes API of one server. All methods throw `ApiError`, or the signal's reason when it is aborted. */
export interface ApiClient {
  /** Base address of the server, fixed when the client was made. */
  readonly server: string;
  /** Name of the kubeconfig context; `in-cluster` without one. */
  readonly context: string;
  /** Namespace of the context; `default` if it names none. */
  readonly namespace: string;
  /** Flags that make kubectl speak to the same server as the same user, for commands that a user may copy. */
  readonly kubectlFlags: readonly string[];
  /** Sends one request; gives the parsed JSON of the answer. */
  request(request: ApiRequest): Promise<unknown>;
  /** Lists objects page by page, without keeping a page. Gives the resourceVersion of the list. */
  list(path: string, options: ListOptions, onItems: OnItems): Promise<{readonly resourceVersion: string}>;
  /** Reports changes until the signal is aborted (it then resolves) or the server refuses for good. */
  watch(path: string, options: WatchOptions, onEvent: (event: WatchEvent) => void): Promise<void>;
  /** The bytes of an answer as they come. */
  stream(path: string, options: StreamOptions): AsyncIterable<Buffer>;
  /** Runs a command in a container. */
  exec(request: ExecRequest): Promise<ExecResult>;
  /** Which of these the user may do (SelfSubjectAccessReview), in the same order. */
  can(attributes: readonly AccessAttributes[], signal?: AbortSignal): Promise<readonly AccessAnswer[]>;
  /** The server's time, by its newest answer; that of this computer before the first one. Exact to a second or two. */
  now(): Date;
  /** Closes the connections. */
  close(): void;
}
