/** Programs that act for themselves: client credentials with curl, then the Management API with `@logto/api`. */
import { code, type Guide, step, text } from './guide.ts';

export const machine: Guide = {
  steps: [
    step(
      'Decide what the program may do',
      'プログラムに許すことを決める',
      text(
        'A program gets the permissions of the machine-to-machine roles that it holds; assign them under *Roles* on this application’s page. For the Management API, choose the role that holds its permission `all`.',
        'プログラムには、割り当てられたマシン間通信ロールの権限が与えられます。このアプリケーションのページの「ロール」で割り当ててください。Management API を使うには、その権限 `all` を持つロールを選びます。',
      ),
    ),
    step(
      'Ask for an access token',
      'アクセストークンを求める',
      text(
        '`resource` is the API that the token is for. The answer tells for how many seconds the token is good: keep it and ask again shortly before it expires.',
        '`resource` はトークンを使う API です。応答にはトークンの有効秒数が入っています。保存しておき、期限の少し前に取り直してください。',
      ),
      code(
        'Terminal',
        ({ endpoint, managementApi, id, secret }) => `curl -sS ${endpoint}/oidc/token \\
  -u '${id}:${secret}' \\
  -d grant_type=client_credentials \\
  -d resource=${managementApi} \\
  -d scope=all`,
      ),
    ),
    step(
      'Call the API with it',
      'API を呼び出す',
      code(
        'Terminal',
        ({ endpoint }) => `curl -sS ${endpoint}/api/applications \\
  -H "Authorization: Bearer $ACCESS_TOKEN"`,
      ),
    ),
    step(
      'Or from Node.js, with types',
      'または Node.js から型付きで',
      text(
        '`@logto/api` fetches and renews the token itself.',
        '`@logto/api` はトークンの取得と更新を自動で行います。',
      ),
      code('Terminal', () => 'npm install @logto/api'),
      code(
        'list-users.mjs',
        ({
          endpoint,
          managementApi,
          id,
          secret,
        }) => `import { createManagementApi } from '@logto/api/management';

const { apiClient } = createManagementApi('default', {
  clientId: '${id}',
  clientSecret: '${secret}',
  baseUrl: '${endpoint}',
  apiIndicator: '${managementApi}',
});

const { data, error } = await apiClient.GET('/api/users');
if (error) throw new Error(JSON.stringify(error));
console.log(data);`,
      ),
    ),
  ],
  trial: [
    text(
      'Run the first command above. This page notices when the application receives its first token.',
      '上の最初のコマンドを実行してください。アプリケーションが最初のトークンを受け取ると、このページに表示されます。',
    ),
  ],
};
