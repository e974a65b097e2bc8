import { parentPort } from 'node:worker_threads';
import { type FromStripe, stripeServer, type ToStripe } from '../census/remote-stripe.ts';

// One share of the rows of a matrix whose prototypes are counted, in a thread of Node.

const port = parentPort;
if (!port) throw new Error('stripe-thread.ts runs in a worker of node:worker_threads');
const serve = stripeServer((message: FromStripe) => port.postMessage(message));
port.on('message', (message: ToStripe) => void serve(message));
