/** The parts of the bundled Functions Framework that the functions import, as named exports, which Node does not find in its CommonJS. */
export { cloudEvent, http } from '@google-cloud/functions-framework';
