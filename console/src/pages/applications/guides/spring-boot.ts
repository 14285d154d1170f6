/** Spring Boot 3 with Spring Security's own OpenID Connect client. */
import { addressesStep, code, type Guide, originOf, portOf, step, text } from './guide.ts';

export const springBoot: Guide = {
  suggested: {
    redirectUri: 'http://localhost:8080/login/oauth2/code/genkan',
    signOutUri: 'http://localhost:8080/',
  },
  steps: [
    step(
      'Add the dependencies',
      '依存関係を加える',
      code(
        'build.gradle',
        () => `dependencies {
  implementation 'org.springframework.boot:spring-boot-starter-web'
  implementation 'org.springframework.boot:spring-boot-starter-oauth2-client'
}`,
      ),
    ),
    addressesStep(),
    step(
      'Write down the settings',
      '設定を書く',
      text(
        'Spring reads everything else from the discovery document of `issuer-uri`.',
        'そのほかの情報は、Spring が `issuer-uri` のディスカバリー文書から読み取ります。',
      ),
      code(
        'src/main/resources/application.yaml',
        ({ issuer, id, secret, redirectUri }) => `server:
  port: ${portOf(redirectUri, '8080')}
spring:
  security:
    oauth2:
      client:
        registration:
          genkan:
            client-id: ${id}
            client-secret: ${secret}
            authorization-grant-type: authorization_code
            redirect-uri: "{baseUrl}/login/oauth2/code/{registrationId}"
            scope: openid,profile,email
        provider:
          genkan:
            issuer-uri: ${issuer}`,
      ),
    ),
    step(
      'Protect the pages and sign out everywhere',
      'ページを保護し、両側でサインアウトする',
      code(
        'src/main/java/com/example/demo/SecurityConfiguration.java',
        ({ redirectUri }) => `package com.example.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;

@Configuration
public class SecurityConfiguration {
  @Bean
  SecurityFilterChain pages(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var signOut = new OidcClientInitiatedLogoutSuccessHandler(clients);
    signOut.setPostLogoutRedirectUri("${originOf(redirectUri)}/");
    return http
        .authorizeHttpRequests(requests -> requests
            .requestMatchers("/", "/error").permitAll()
            .anyRequest().authenticated())
        .oauth2Login(Customizer.withDefaults())
        .logout(logout -> logout.logoutSuccessHandler(signOut))
        .build();
  }
}`,
      ),
      code(
        'src/main/java/com/example/demo/ProtectedController.java',
        () => `package com.example.demo;

import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class ProtectedController {
  @GetMapping("/protected")
  Map<String, Object> me(@AuthenticationPrincipal OidcUser user) {
    return user.getClaims();
  }
}`,
      ),
    ),
  ],
  trial: [
    code('Terminal', () => './gradlew bootRun'),
    text(
      'Open `/protected` of the app: you are sent to sign in, and come back to your claims. `/logout` signs out.',
      'アプリの `/protected` を開くとサインインに移り、戻ると自分のクレームが表示されます。`/logout` でサインアウトします。',
    ),
  ],
};
