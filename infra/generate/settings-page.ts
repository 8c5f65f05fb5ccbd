import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import {
  type Declaration,
  type DescribedVariable,
  describedVariables,
} from '../../shared/settings/variable.ts';
import { PUBLISH_SETTINGS } from '../cli/publish-settings.ts';
import { LOCAL_SETTINGS } from '../local/local-settings.ts';
import type { GeneratedDocument } from './document.ts';

/** The page of all settings. */
export const settingsPage: GeneratedDocument = {
  path: 'docs/settings.md',
  text: () => `# Settings

Environment variables configure the functions and the ops tool. An empty variable counts as not set; a bad value is refused at the start,
with the name of its variable. \`./closte-domains settings\` shows the settings in force. Written by \`npm run generate\`.

${tableOf([SETTINGS])}
On one machine, these variables are read as well:

${tableOf([LOCAL_SETTINGS, PUBLISH_SETTINGS])}
Node's own \`NODE_EXTRA_CA_CERTS\` adds trusted certificate authorities to the public ones. Google's own \`GOOGLE_CLOUD_PROJECT\`,
\`PUBSUB_EMULATOR_HOST\`, \`FIRESTORE_EMULATOR_HOST\` and \`CLOUDSDK_API_ENDPOINT_OVERRIDES_…\` are honoured.
`,
};

function tableOf(declarations: readonly Declaration[]): string {
  const rows = declarations.flatMap(describedVariables).map(rowOf);
  return `| variable | default | meaning |\n|---|---|---|\n${rows.join('')}`;
}

function rowOf({ name, usual, unset, meaning }: DescribedVariable): string {
  const cells = [`\`${name}\``, usual === undefined ? unset : `\`${usual}\``, meaning];
  return `| ${cells.join(' | ')} |\n`;
}
