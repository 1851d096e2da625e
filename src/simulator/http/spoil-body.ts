import { firstHalf } from './body';
import { textReply, type Reply } from './reply';

/** Replaces a reply by a wrong one with status 200. */
export function spoilBody(reply: Reply, fault: 'empty' | 'truncated' | 'html'): Reply {
  if (reply === 'cut') return reply;
  switch (fault) {
    case 'empty':
      return textReply(200, '', reply.type);
    case 'truncated':
      return { ...reply, body: firstHalf(reply.body) };
    case 'html':
      return textReply(200, '<html><body><h1>Sign in to the network</h1></body></html>', 'text/html');
  }
}
