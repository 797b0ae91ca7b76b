import { Router } from 'express';

/** Alive, and ready: the app exists only with a checked configuration. */
export function healthRoutes(): Router {
  const router = Router();
  router.get('/-/healthy', (_request, response) => {
    response.type('text').send('pgvitals is healthy.\n');
  });
  router.get('/-/ready', (_request, response) => {
    response.type('text').send('pgvitals is ready.\n');
  });
  return router;
}
