import type {MigrationReport} from '../../model/index.ts';
import {commandDocuments} from '../command-lines.ts';
import type {Document} from '../document-type.ts';
import type {CheckReportDocument} from '../documents/check-report.ts';
import {checkDocument, resultDocument} from './check-document.ts';

/** The stable document of a migration report: a CheckReport whose results have a section, and the plan beside them. */
export function migrationDocument(report: MigrationReport): Document<CheckReportDocument> {
  const {endOfIpvs, nodes, steps, alternatives, target, readiness, notKnown} = report.migration;
  return {
    ...checkDocument(report),
    results: report.results.map((result) => ({
      section: result.section,
      ...resultDocument(result, report.source),
    })),
    migration: {
      target,
      readiness,
      endOfIpvs: {
        deprecatedIn: endOfIpvs.deprecatedIn,
        gateIn: endOfIpvs.gateIn,
        offByDefaultIn: endOfIpvs.offByDefaultIn,
        removedIn: endOfIpvs.removedIn,
        version: endOfIpvs.version,
        releasesLeft: endOfIpvs.releasesLeft,
        summary: endOfIpvs.summary,
      },
      nodes: nodes.map(({name, kernel, kubeProxyVersion, proxyMode, readiness: ready, reason}) => ({
        name,
        kernel,
        kubeProxyVersion,
        proxyMode,
        readiness: ready,
        reason,
      })),
      steps: steps.map(({title, details, commands, settings}) => ({
        title,
        details,
        commands: commandDocuments(commands, report.source),
        settings: settings.map(({where, yaml}) => ({where, yaml})),
      })),
      alternatives: alternatives.map(({name, title, differences}) => ({name, title, differences})),
      notKnown,
    },
  };
}
