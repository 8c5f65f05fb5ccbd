import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssuedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import { freePort } from '../../support/free-port.ts';
import { type Server, startServer } from './server.ts';

interface Nginx extends Server {
  /** How many connections it has accepted so far; this question does not count. */
  connections(): Promise<number>;
}

/** Nginx, with one certificate for all names. */
export async function startNginx(
  folder: string,
  port: number,
  { certificatePem, privateKeyPem }: IssuedCertificate,
): Promise<Nginx> {
  const home = join(folder, 'nginx');
  await mkdir(home);
  await writeFile(join(home, 'certificate.pem'), certificatePem);
  await writeFile(join(home, 'key.pem'), privateKeyPem);
  const configuration = join(home, 'nginx.conf');
  const statusPort = await freePort();
  await writeFile(
    configuration,
    `daemon off;
worker_processes 1;
pid ${home}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
  server {
    listen 127.0.0.1:${port} ssl backlog=4096;
    ssl_certificate ${home}/certificate.pem;
    ssl_certificate_key ${home}/key.pem;
    location / { return 200; }
  }
  server {
    listen 127.0.0.1:${statusPort};
    location / { stub_status; }
  }
}
`,
  );
  const server = await startServer('nginx', ['-c', configuration, '-e', 'stderr'], port);
  let asked = 0;
  return {
    ...server,
    async connections() {
      const response = await fetch(`http://127.0.0.1:${statusPort}/`, {
        headers: { connection: 'close' },
      });
      asked += 1;
      const [accepted] = (await response.text()).match(/^ \d+/m) ?? [];
      return Number(accepted) - asked;
    },
  };
}
