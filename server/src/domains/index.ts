export { checkDueDomains } from './check.ts';
export { domainRoutes } from './domains.routes.ts';
export { answerProbe } from './probe.ts';
export { verificationFileEndpoints } from './verification-files.ts';
