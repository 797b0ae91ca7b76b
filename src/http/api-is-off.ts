import { type RequestHandler, Router } from 'express';

/** Statements tell more than metrics do: somebody has to switch them on. */
export function apiIsOff(): RequestHandler {
  return Router().get(['/api{/*rest}', '/health/db'], (_request, response) => {
    response.status(403).json({ error: 'the API is off; start with --web.enable-admin-api' });
  });
}
