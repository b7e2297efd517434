import {type LogMeaning, logVerdicts} from '../../log-verdicts.ts';
import {nodeRule} from '../../rule.ts';
import {pass, undecidable} from '../../verdict.ts';

const MEANING: LogMeaning = {
  codes: ['IPVS065'],
  message: 'the kernel does not give kube-proxy what it needs of IPVS',
  // kube-proxy ends with this whatever the reason; the reasons have texts of their own.
  except: ['Error running ProxyServer'],
};

/** Kernel modules of IPVS that kube-proxy looked for in vain. A table that can be read shows that ip_vs is there. */
export const MODULES_MISSING = nodeRule({
  code: 'IPVS065',
  needs: [],
  wants: ['log', 'capturedAt', 'configuration', 'pod', 'table'],
  check: ({log, table, ...moment}) => {
    const found = log ? logVerdicts({...moment, log}, MEANING) : [];
    if (found.length > 0) return found;
    if (table) return pass(`the kernel holds a table of ${table.size} virtual servers`);
    return log ? pass() : undecidable('neither the IPVS table nor the log of kube-proxy could be read');
  },
});
