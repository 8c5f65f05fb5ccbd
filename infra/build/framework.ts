/** The exports of the bundled Functions Framework that the functions import, as named exports, which its CommonJS hides. */
export { cloudEvent, http } from '@google-cloud/functions-framework';
