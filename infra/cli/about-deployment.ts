import { type ChosenDeployment, deploymentText } from './deployment.ts';

/**
 * Says which deployment an answer is about, if one is remembered: people easily forget which one they chose some time
 * ago, and which variables are set.
 */
export function aboutDeployment(chosen: ChosenDeployment): string[] {
  if (chosen.by === 'use') {
    return [`This is about ${deploymentText(chosen)}, which "closte-domains use" remembers.`];
  }
  if (chosen.overruled === undefined) return [];
  const meant =
    chosen.by === 'options'
      ? `${deploymentText(chosen)}, as the options say`
      : `${chosen.variables.join(', ')}, as the environment says`;
  const remembered = deploymentText(chosen.overruled);
  return [
    `This is about ${meant}, and not about ${remembered}, which "closte-domains use" remembers.`,
  ];
}
