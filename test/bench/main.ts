import { coldStart } from './cold-start.ts';
import { parsing } from './parsing.ts';
import { sweepSpeed } from './sweep.ts';

/** Measures, and judges nothing: machines differ. What holds from one to another are the ratios. */

parsing();
await sweepSpeed();
await coldStart();
