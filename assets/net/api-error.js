// The one error type of everything that talks to the server.

/** What went wrong with a call. `status` 0 means no answer came (`offline` true unless the caller aborted). */
export class ApiError extends Error {
  constructor({ status = 0, code = 'network', message = code, details = [], requestId = null, retryAfter = null }) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
    /** Seconds the server asks to wait, or null. */
    this.retryAfter = retryAfter;
  }

  /** No answer: the network or the server is away. */
  get offline() {
    return this.status === 0 && this.code !== 'aborted';
  }

  /** The detail about one field of the request, if the server named it. */
  field(name) {
    return this.details.find((detail) => detail.field === name);
  }

  /** Worth trying again later with the same request. */
  get transient() {
    return this.offline || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Build the error of an answer with a status ≥ 400. */
export async function errorOf(response) {
  const body = await response.json().catch(() => ({}));
  const retry = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new ApiError({
    status: response.status,
    code: body.code ?? `http_${response.status}`,
    message: body.message,
    details: body.details ?? [],
    requestId: body.requestId ?? response.headers.get('x-request-id'),
    retryAfter: Number.isFinite(retry) ? retry : null,
  });
}
