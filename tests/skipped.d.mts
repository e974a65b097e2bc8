interface UnitReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly meta: { readonly skipped?: string };
    }[];
  }[];
}
interface PageReport {
  readonly suites?: readonly PageReport[];
  readonly specs?: readonly {
    readonly tests: readonly {
      readonly status: string;
      readonly annotations: readonly { readonly type: string; readonly description?: string }[];
    }[];
  }[];
}

export function skippedUnits(report: UnitReport): string[];
export function skippedPages(report: PageReport): string[];
export function skipLines(reasons: readonly string[]): string[];
export function mustRunAll(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): boolean;
export function mustHaveRun(reasons: readonly string[]): boolean;
