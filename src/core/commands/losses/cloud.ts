import { pattern } from '../../../base/pattern';
import type { ProgramCall } from '../callWords';
import type { Loss } from './loss';

const infrastructure = 'It changes or destroys running infrastructure.';
const application = 'It changes or deletes a running application.';

const losesCloud = pattern()`
  ^(?:batch-)?(?:delete|terminate|remove|destroy|deregister|purge|reset|revoke|disable|detach|stop|reboot
  |put-bucket-policy|release)(?:-|$)
`;

/** What changes or deletes running infrastructure, cloud resources and applications. */
export const cloud: readonly Loss[] = [
  {
    calls: ['terraform … destroy|apply'],
    why: infrastructure,
    examples: [
      'terraform destroy',
      'terraform apply -auto-approve',
      'terraform -chdir=x destroy',
      'tofu apply',
      'terragrunt run-all destroy',
      'terragrunt destroy-all',
      'aws-vault exec x -- terraform destroy',
    ],
  },
  { calls: ['terraform destroy-all|apply-all'], why: infrastructure, examples: ['terragrunt apply-all'] },
  {
    calls: [
      'terraform state rm|mv|push|replace-provider',
      'terraform taint|untaint|force-unlock|refresh|import',
      'terraform workspace delete',
    ],
    why: 'It changes the recorded state of running infrastructure.',
    examples: ['terraform state rm x', 'terraform workspace delete x'],
  },
  {
    calls: [
      'pulumi destroy|down|up|update|cancel|refresh|import|rm',
      'pulumi stack|state|config rm|delete|import|rename',
      'cdk|cdktf|sst|amplify … destroy|deploy|remove|delete|rollback|push',
      'serverless|sls … remove|deploy|rollback',
      'sam delete|deploy|sync',
      'ansible-playbook|ansible',
      'packer build',
      'nomad … stop|run|purge|gc|delete',
      'consul … delete|leave|force-leave',
      'vault … delete|destroy|disable|revoke|seal',
      'crossplane|waypoint|copilot … delete|destroy|deploy',
    ],
    why: infrastructure,
    examples: [
      'pulumi destroy',
      'pulumi up -y',
      'pulumi stack rm x',
      'npx cdk destroy',
      'npx cdk deploy',
      'npx serverless remove',
      'sls deploy',
      'npx sst remove',
      'sam delete',
      'vault kv destroy x',
    ],
  },
  {
    calls: ['aws|awslocal'],
    when: ({ args }) => args.some(({ text }) => losesCloud.test(text)),
    why: 'It deletes or stops things in the cloud.',
    examples: [
      'aws ec2 terminate-instances --instance-ids x',
      'aws --profile x rds delete-db-instance',
      'aws dynamodb batch-delete-item',
      'aws cloudformation delete-stack x',
      'aws ec2 stop-instances x',
    ],
  },
  {
    calls: [
      'aws|awslocal s3 rm|rb|mv',
      'aws|awslocal s3 sync --delete',
      's5cmd|s3cmd|mc|b2 … rm|rb|del|sync|mirror|delete|delete-file-version|delete-bucket',
      'gsutil … rm|rb',
      'gsutil … rsync -d',
    ],
    why: 'It deletes things in the cloud.',
    examples: [
      'aws s3 rm s3://x --recursive',
      'aws s3 rb s3://x --force',
      'aws s3 sync . s3://x --delete',
      'aws s3 sync . s3://x --del',
      'gsutil rm -r gs://x',
      'gsutil -m rm gs://x',
      's3cmd del s3://x',
      'mc rm --recursive x',
    ],
  },
  {
    calls: [
      'gcloud|az|doctl|linode-cli|hcloud|oci|ibmcloud|scw|aliyun|exo|upctl|civo|vultr-cli|openstack|yc … delete' +
        '|purge|remove|destroy|terminate|rm|deallocate|reset|unset|stop|release|deleteinstance|undeploy',
    ],
    why: 'It deletes or stops things in the cloud.',
    examples: [
      'gcloud compute instances delete x',
      'gcloud storage rm gs://x',
      'az group delete -n x',
      'az keyvault purge -n x',
      'doctl compute droplet delete x',
      'az vm deallocate -n x',
    ],
  },
  {
    calls: [
      'heroku … *destroy*|pg:reset*|*:remove|*:unset|*:delete|*rollback',
      'heroku releases:rollback|ps:scale|pg:killall|maintenance:on|pg:push|pg:copy|pg:promote',
    ],
    why: 'It deletes a running application or its data.',
    examples: ['heroku apps:destroy x', 'heroku pg:reset', 'heroku addons:destroy x', 'heroku config:unset X'],
  },
  {
    calls: [
      'firebase … deploy|*delete*|*:disable|*:remove|database:set|database:update|*:destroy',
      'vercel|vc … remove|rm|deploy|rollback|promote',
      'vercel|vc --prod|--force',
      'netlify … deploy|*:delete|*:unset',
      'fly|flyctl … destroy|delete|deploy|remove|rm|unset|suspend|stop',
      'wrangler deploy|publish|delete|rollback',
      'wrangler pages deploy|publish',
      'railway … down|delete|up|redeploy',
      'render|surge|gh-pages|now|cap|kamal|dokku|eb|cf|appcfg|zeit|expo|eas … deploy|delete|destroy|terminate' +
        '|teardown|remove|publish|submit|update|production|staging|setup|redeploy|rollback|push',
      'gh-pages',
      'surge',
      'gcloud … deploy',
      'az … deploy|up',
    ],
    why: application,
    examples: [
      'firebase deploy',
      'firebase firestore:delete x',
      'vercel rm x',
      'npx vercel --prod',
      'netlify deploy --prod',
      'fly apps destroy x',
      'flyctl deploy',
      'npx wrangler deploy',
      'npx gh-pages -d dist',
      'eas submit',
    ],
  },
  {
    calls: [
      'gh … delete|archive|merge|transfer|close|rename|delete-asset|delete-key|revoke|disable|lock|remove|unlink',
      'gh release|pr|issue|gist|repo create|edit',
      'gh workflow run',
      'gh secret|variable|ssh-key|gpg-key set|add|delete|remove|rm',
      'glab … delete|merge|close|create|archive|transfer',
      'hub delete|release|pull-request|sync|merge',
      'tea … delete|close|merge',
    ],
    why: 'It changes or deletes something on GitHub or a similar service.',
    examples: [
      'gh repo delete x',
      'gh release delete v1 --yes',
      'gh -R a/b release delete v1',
      'gh pr merge 3',
      'gh release create v1',
      'gh secret delete X',
      'glab repo delete x',
    ],
  },
  {
    calls: ['gh|glab api'],
    when: writesByApi,
    why: 'It changes or deletes something on GitHub or a similar service.',
    examples: [
      'gh api -X DELETE repos/a/b',
      'gh api -XDELETE repos/a/b',
      'gh api --method=PUT x',
      'gh api --meth PATCH x',
      'gh api x -f a=b',
      'gh api graphql -F query=x',
      'gh api x --input y',
    ],
  },
];

function writesByApi({ args }: ProgramCall): boolean {
  return args.some(({ text }, at) => {
    const method = /^(?:-[a-z]*X|--m[a-z]*)=?(.*)$/i.exec(text);
    if (method && !/^(?:GET|HEAD)$/i.test(method[1] || (args[at + 1]?.text ?? ''))) return true;
    return /^-[fF]|^--(?:f(?:$|i|=)|ra(?:$|w)|inp)/.test(text);
  });
}
