/** How the tests read the commands that a dry run prints. */

/** The commands that deploy a function. */
export const deployments = (commands: readonly string[]) =>
  commands.filter((command) => command.startsWith('gcloud functions deploy '));

/** The value of a flag, still quoted. */
export const flag = (command: string, name: string) =>
  new RegExp(` --${name}=('[^']*'|\\S*)`).exec(command)?.[1];

/** The settings that a deployment passes: `NAME=value`, after what separates them. */
export const settingsOf = (command: string) =>
  flag(command, 'set-env-vars')?.replaceAll("'", '').split(';') ?? [];
