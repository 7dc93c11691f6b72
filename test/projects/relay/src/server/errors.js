/** An error that the client is told of: a status, and what to do. */
export class HttpError extends Error {
  constructor(status, message, details) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.details = details;
  }
}

export const notFound = (what) => new HttpError(404, `There is no ${what}.`);
export const badRequest = (message, details) => new HttpError(400, message, details);
export const conflict = (message) => new HttpError(409, message);
