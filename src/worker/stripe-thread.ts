import { type FromStripe, stripeServer, type ToStripe } from '../census/remote-stripe.ts';

// One share of the rows of a matrix whose prototypes are counted, in a worker of the inspector's worker.

const serve = stripeServer((message: FromStripe) => self.postMessage(message));
self.onmessage = ({ data }: MessageEvent<ToStripe>) => void serve(data);
