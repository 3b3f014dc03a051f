import { expect, test } from 'vitest';
import { told } from './testing/drawn-evidence.ts';

test("[WEB-307] a refused method is told with those that pass, and the 403 is the proxy's", () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 90 httpDenied 10 forwarded 300
      cause l7 0 ingress 10/10 10s..20s
      http DELETE /cart/{id} 10 denied=10
      http GET /cart 70 200=70
      http POST /cart 10 201=10
      flow 12s l7 DROPPED ingress reply=false http=DELETE/0/cart/7 id=r1 on=w2
      flow 12s l7 FORWARDED ingress reply=true http=DELETE/403 id=r1 on=w2
      flow 11s verdict REDIRECTED ingress by=CiliumNetworkPolicy/shop/cart-ingress/42
      flow 9s verdict REDIRECTED ingress by=CiliumNetworkPolicy/shop/cart-ingress/41
    `),
  ).toEqual([
    'DELETE is answered 403 by the policy proxy. GET and POST pass.',
    'fact: 10 requests refused at the ingress of shop/cart from 10s to 20s, on node w2.',
    'fact: DELETE /cart/{id}: 10 of 10 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "fact: The 403 that went back has the id of the refused request: it is the proxy's, and not the application's.",
    'fact: CiliumNetworkPolicy shop/cart-ingress (revisions 41 and 42) sends this through the proxy on TCP 8080.',
    'inference: Flows of the proxy name no policy, so the rule that is missing is probably one of the HTTP rules there.',
    'fact: CiliumNetworkPolicy shop/cart-ingress went from revision 41 to 42 between 9s and 11s.',
    'inference: The first of it was refused at 10s, so probably this change did it.',
    'inference: A request passes if one HTTP rule fits it. None fits DELETE /cart/{id}.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] a method that passes elsewhere is told with its path', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 90 httpDenied 4 forwarded 300
      cause l7 0 ingress 4/4 10s..20s
      http GET /admin 4 denied=4
      http GET /cart 70 200=70
    `),
  ).toEqual([
    'GET /admin is answered 403 by the policy proxy.',
    'fact: 4 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: GET /admin: 4 of 4 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'inference: A request passes if one HTTP rule fits it. None fits GET /admin.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] many refused paths are told up to a bound, and the rest is counted', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 90 httpDenied 21 forwarded 300
      cause l7 0 egress 21/21 10s..20s
      http GET /a 6 denied=6
      http GET /b 5 denied=5
      http PUT /c 4 denied=4
      http GET /d 3 denied=3
      http GET /e 2 denied=2
      http GET /f 1 denied=1
      http GET / 20 200=20
    `),
  ).toEqual([
    'Some GET and PUT requests are answered 403 by the policy proxy.',
    'fact: 21 requests refused at the egress of shop/frontend from 10s to 20s.',
    'fact: GET /a: 6 of 6 requests refused in the last 1 min.',
    'fact: GET /b: 5 of 5 requests refused in the last 1 min.',
    'fact: PUT /c: 4 of 4 requests refused in the last 1 min.',
    'fact: 6 requests to 3 other paths refused.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'inference: A request passes if one HTTP rule fits it. None fits GET /a, GET /b and 4 more.',
    'hint: To allow it, an HTTP rule for egress of shop/frontend on TCP 8080 that applies to shop/cart must fit it.',
  ]);
});

test('[WEB-307] a refused call of gRPC is not said to be answered 403', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:9000 httpRequests 9 httpDenied 2 forwarded 30
      cause l7 0 ingress 2/2 10s..20s
      http POST /shop.Cart/Clear 2 denied=2 grpc=1
      http POST /shop.Cart/Get 7 200=7 grpc=1
    `),
  ).toEqual([
    'POST /shop.Cart/Clear is refused by the policy proxy.',
    'fact: 2 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: POST /shop.Cart/Clear: 2 of 2 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    'fact: No policy is named: flows of the proxy name none.',
    'inference: A request passes if one HTTP rule fits it. None fits POST /shop.Cart/Clear.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 9000 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] a route that passed before the first was refused is said to fit no rule now', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 20 httpDenied 3 forwarded 30
      cause l7 0 ingress 3/3 10s..20s
      http DELETE /cart/{id} 7 denied=3 200=4
      http GET /cart 9 200=9
      flow 8s l7 FORWARDED ingress reply=false http=DELETE/0/cart/7
    `),
  ).toEqual([
    'DELETE is answered 403 by the policy proxy. GET passes.',
    'fact: 3 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: DELETE /cart/{id}: 3 of 7 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'inference: A request passes if one HTTP rule fits it. None fits DELETE /cart/{id}.',
    'inference: Those of DELETE /cart/{id} that passed did so probably before 10s, when the first was refused.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] a route of which a request passed after the first refusal is not said to fit no rule', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 20 httpDenied 3 forwarded 30
      cause l7 0 ingress 3/3 10s..20s
      http DELETE /cart/{id} 7 denied=3 200=4
      flow 16s l7 FORWARDED ingress reply=false http=DELETE/0/cart/7
    `),
  ).toEqual([
    'Some DELETE /cart/{id} requests are answered 403 by the policy proxy.',
    'fact: 3 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: DELETE /cart/{id}: 3 of 7 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'inference: Some DELETE /cart/{id} requests pass: rules may ask for a whole path, a host or headers, too.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] a route of which some requests pass is not said to fit no rule', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 20 httpDenied 3 forwarded 30
      seen 90
      cause l7 0 ingress 3/3 10s..80s
      http GET /cart/{id} 20 denied=3 200=17
    `),
  ).toEqual([
    'Some GET /cart/{id} requests are answered 403 by the policy proxy.',
    'fact: 3 requests refused at the ingress of shop/cart from 10s to 80s.',
    'fact: GET /cart/{id}: 3 of 20 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'inference: Some GET /cart/{id} requests pass: rules may ask for a whole path, a host or headers, too.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-307] without counted requests the kept ones are told', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 9 httpDenied 2 forwarded 30
      cause l7 0 ingress 2/2 10s..20s
      flow 12s l7 DROPPED ingress http=DELETE
    `),
  ).toEqual([
    'DELETE is answered 403 by the policy proxy.',
    'fact: 2 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
  ]);
});

test('[WEB-307] a refusal of which nothing is known but its cause is told as that', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 forwarded 30 dropped 2
      cause l7 0 ingress 2/2 10s..20s
    `),
  ).toEqual([
    'Some requests are refused by the policy proxy. Connections pass.',
    'fact: 2 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
  ]);
});

test('[WEB-307] a 403 of the application beside those of the policy is told apart', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 20 httpDenied 2 forwarded 30
      cause l7 0 ingress 2/2 10s..20s
      http DELETE /cart/{id} 2 denied=2
      http GET /cart 18 200=13 403=5
    `),
  ).toEqual([
    'DELETE is answered 403 by the policy proxy. GET passes.',
    'fact: 2 requests refused at the ingress of shop/cart from 10s to 20s.',
    'fact: DELETE /cart/{id}: 2 of 2 requests refused in the last 1 min.',
    'fact: The verdict of these requests is DROPPED: they ended at the proxy, and the application did not see them.',
    "inference: A 403 that the client sees for them is the proxy's, and not the application's.",
    'fact: No policy is named: flows of the proxy name none.',
    'fact: 5 other requests got a 403 from the application itself in the last 1 min: the proxy let them through.',
    'inference: A request passes if one HTTP rule fits it. None fits DELETE /cart/{id}.',
    'hint: To allow it, an HTTP rule for ingress of shop/cart on TCP 8080 that applies to shop/frontend must fit it.',
  ]);
});

test('[WEB-314] a 403 and a 503 of the application are not called policy', () => {
  expect(
    told(`
      shop/frontend -> shop/cart:8080 httpRequests 20 httpFailed 7 forwarded 30
      http GET /cart 20 200=8 403=5 503=7
    `),
  ).toEqual([
    'Answered HTTP 403 and 503. Policy let it through.',
    'fact: GET /cart: 12 of 20 requests answered 403 and 503 in the last 1 min.',
    'inference: These requests have no verdict DROPPED, so no policy refused them. The application answered, or a proxy before it that could not reach it.',
  ]);
});

test('[WEB-308] a refused name is told, and that no connection by it can follow', () => {
  expect(
    told(`
      shop/recommend -> kube-system/coredns:53 dnsQuestions 12 dnsDenied 4 forwarded 20
      protocol UDP
      cause l7 0 egress 4/4 10s..20s
      dns models.ml.example 4 denied=4
      dns cart.shop.svc 8 answers=8
      flow 12s l7 DROPPED egress asks=models.ml.example on=w3
      flow 11s verdict REDIRECTED egress by=CiliumNetworkPolicy/shop/recommend-egress/42
    `),
  ).toEqual([
    'The question for models.ml.example is refused by the DNS proxy.',
    'fact: 4 questions refused at the egress of shop/recommend from 10s to 20s, on node w3.',
    'fact: models.ml.example: 4 of 4 questions refused in the last 15 min.',
    'inference: A question passes if one DNS rule of a policy that selects shop/recommend fits the name. None fits models.ml.example.',
    'inference: The client is told so (REFUSED, unless configured otherwise) and learns no address. Rules by name (toFQDNs) learn none either.',
    'fact: CiliumNetworkPolicy shop/recommend-egress (revision 42) sends this through the proxy on UDP 53.',
    'inference: Flows of the proxy name no policy, so the rule that is missing is probably one of the DNS rules there.',
    'fact: 1 other name is answered: 8 answers in the last 15 min.',
    'hint: To allow it, a DNS rule (matchName or matchPattern) of a policy that selects shop/recommend must fit models.ml.example.',
  ]);
});

test('[WEB-308] refused names beyond a bound are counted', () => {
  expect(
    told(`
      shop/recommend -> kube-system/coredns:53 dnsQuestions 12 dnsDenied 8 forwarded 20
      protocol UDP
      cause l7 0 egress 8/8 10s..20s
      dns a.example 2 denied=2
      dns b.example 2 denied=2
      dns c.example 1 denied=1
      dns d.example 1 denied=1
      dns e.example 1 denied=1
      dns f.example 1 denied=1
    `),
  ).toEqual([
    'Questions for 6 names are refused by the DNS proxy.',
    'fact: 8 questions refused at the egress of shop/recommend from 10s to 20s.',
    'fact: a.example: 2 of 2 questions refused in the last 15 min.',
    'fact: b.example: 2 of 2 questions refused in the last 15 min.',
    'fact: c.example: 1 of 1 question refused in the last 15 min.',
    'fact: 3 questions for 3 other names refused.',
    'inference: A question passes if one DNS rule of a policy that selects shop/recommend fits the name. None fits a.example, b.example and 4 more.',
    'inference: The client is told so (REFUSED, unless configured otherwise) and learns no address. Rules by name (toFQDNs) learn none either.',
    'fact: No policy is named: flows of the proxy name none.',
    'hint: To allow it, a DNS rule (matchName or matchPattern) of a policy that selects shop/recommend must fit a.example, b.example and 4 more.',
  ]);
});

test('[WEB-308] without counted questions the kept ones are told', () => {
  expect(
    told(`
      shop/recommend -> kube-system/coredns:53 dropped 2 forwarded 20
      protocol UDP
      cause l7 0 egress 2/2 10s..20s
      flow 12s l7 DROPPED egress asks=models.ml.example
    `),
  ).toEqual([
    'The question for models.ml.example is refused by the DNS proxy.',
    'fact: 2 questions refused at the egress of shop/recommend from 10s to 20s.',
    'inference: A question passes if one DNS rule of a policy that selects shop/recommend fits the name. None fits models.ml.example.',
    'inference: The client is told so (REFUSED, unless configured otherwise) and learns no address. Rules by name (toFQDNs) learn none either.',
    'fact: No policy is named: flows of the proxy name none.',
    'hint: To allow it, a DNS rule (matchName or matchPattern) of a policy that selects shop/recommend must fit models.ml.example.',
  ]);
});

test('[WEB-308] a refusal on the port of DNS of which nothing else is known is one of questions', () => {
  expect(
    told(`
      shop/recommend -> kube-system/coredns:53 dropped 2 forwarded 20
      protocol UDP
      cause l7 0 egress 2/2 10s..20s
    `),
  ).toEqual([
    'Some questions are refused by the DNS proxy.',
    'fact: 2 questions refused at the egress of shop/recommend from 10s to 20s.',
    'inference: A question passes if one DNS rule of a policy that selects shop/recommend fits the name. None fits these names.',
    'inference: The client is told so (REFUSED, unless configured otherwise) and learns no address. Rules by name (toFQDNs) learn none either.',
    'fact: No policy is named: flows of the proxy name none.',
  ]);
});

test('[WEB-314] names that do not exist are told as they were meant, and not as policy', () => {
  expect(
    told(`
      shop/cart -> kube-system/coredns:53 dnsQuestions 16 dnsFailed 15 forwarded 20
      protocol UDP
      dns features.internal.shop.svc.cluster.local 5 nxdomain=5 means=features.internal
      dns features.internal.cluster.local 5 nxdomain=5 means=features.internal
      dns features.internal 5 nxdomain=5
      dns cart.shop.svc 1 answers=1
    `),
  ).toEqual([
    'DNS answers that names do not exist (NXDOMAIN). Policy let it through.',
    'fact: features.internal: of 15 questions 15 answered NXDOMAIN in the last 15 min.',
    'inference: 10 questions were for a name with a domain of the search list behind it: the client tries these by itself.',
    'inference: Policy refuses questions and changes no answers: NXDOMAIN is what the DNS server said.',
  ]);
});

test('[WEB-314] questions without an answer were let through', () => {
  expect(
    told(`
      shop/cart -> kube-system/coredns:53 dnsQuestions 8 dnsTimeouts 6 dnsFailed 1 error 1 forwarded 20
      protocol UDP
      dns fx.example 6 timeouts=6
      dns broken.example 2 servfail=1
      flow 12s l7 ERROR egress asks=broken.example
    `),
  ).toEqual([
    'DNS questions stay without an answer. Policy let them through.',
    'fact: fx.example: of 6 questions 6 without an answer for 5 s in the last 15 min.',
    'fact: broken.example: of 2 questions 1 with another error in the last 15 min.',
    'inference: Other errors come from the DNS server, or from the proxy when it cannot reach one.',
    'inference: Questions without an answer were not refused: the server, or the way to it, did not answer.',
    'The proxy could not handle some of it.',
    'fact: 1 flow with verdict ERROR in the last 1 min.',
    'inference: ERROR is the verdict of a proxy that failed, and of no policy.',
  ]);
});
