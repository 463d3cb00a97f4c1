/** A browser without a page: it keeps its cookie, and sends its origin with what it asks. */

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface RestRequest {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export class RestClient {
  readonly #url: string;
  /** Value of the `Cookie` header. */
  cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  get(path: string, request?: RestRequest): Promise<RestAnswer> {
    return this.#send('GET', path, request);
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<RestAnswer> {
    return this.#send('POST', path, { body, ...(headers !== undefined && { headers }) });
  }

  delete(path: string, request?: RestRequest): Promise<RestAnswer> {
    return this.#send('DELETE', path, request);
  }

  /** As a person of this name; throws when that is refused. */
  async signIn(name: string, invite?: string): Promise<void> {
    const answer = await this.post('/api/session', { name, invite });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  async #send(
    method: string,
    path: string,
    { body, headers }: RestRequest = {},
  ): Promise<RestAnswer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(this.cookie !== '' && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        origin: this.#url,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const [setCookie] = response.headers.getSetCookie();
    if (setCookie !== undefined) this.cookie = setCookie.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const { status } = response;
    return { status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }
}
