/** What the functions import of the Functions Framework, once it is bundled: names, which its own CommonJS hides. */
export { cloudEvent, http } from '@google-cloud/functions-framework';
