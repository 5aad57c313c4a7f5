import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { badInput } from '../../core/index.ts';
import { hasCampaigns, readCampaigns, type StoredCampaign } from '../../store/index.ts';

/**
 * The campaigns of results folders. A folder may hold results folders itself, one level down, whether it is one or not: CI systems put what they
 * kept of each job in a folder of its own. Throws bad input for a folder that has none at all: what is missing must not look like a pass.
 */
export function findCampaigns(folders: readonly string[]): StoredCampaign[] {
  const found = new Map<string, StoredCampaign>();
  for (const folder of folders)
    for (const root of rootsOf(folder)) for (const campaign of readCampaigns(root)) found.set(campaign.file, campaign);
  return [...found.values()];
}

function rootsOf(folder: string): string[] {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw badInput('nothing-to-merge', 'expected a results folder, with a campaign in it (SUITE/TIME.campaign.json), got a file', {
      file: folder,
    });
  const below = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  const candidates = below.flatMap(({ name }) => [join(folder, name), join(folder, name, 'results')]);
  const roots = [folder, ...candidates].filter((candidate) => hasCampaigns(candidate)).map((root) => resolve(root));
  if (roots.length > 0) return roots;
  const got = existsSync(folder) ? 'a folder without one, and without such folders in it' : 'no such folder';
  throw badInput('nothing-to-merge', `expected a results folder, with a campaign in it (SUITE/TIME.campaign.json), got ${got}`, {
    file: folder,
  });
}
