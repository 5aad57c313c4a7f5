/** A workflow that runs the suite and keeps what it leaves: it needs nothing but the package, which a module of the project's has to find installed. */
export function workflowTemplate(suite: string, { install = false }: { readonly install?: boolean } = {}): string {
  return `name: Faultline
on:
  push:
  pull_request:
  workflow_dispatch:

permissions:
  contents: read

jobs:
  faultline:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
${install ? '      - run: npm ci\n' : ''}      - name: Run the suite
        run: npx --yes faultline run ${suite} --reporter text,github,junit=results/junit.xml
      - name: Keep the runs and their reports
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: faultline-results
          path: results
`;
}
