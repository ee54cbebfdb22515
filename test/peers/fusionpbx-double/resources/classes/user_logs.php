<?php

class user_logs
{
    public static function add($result, $details = ''): void
    {
        database::new()->execute(
            'insert into v_user_logs (user_log_uuid, "timestamp", domain_uuid, user_uuid, username, type, result, detail, remote_address,
               user_agent, remember_selector, remember_validator)
             values (:id, now(), :domain, :user, :name, \'login\', :result, :detail, :address, :agent, :selector, :validator)',
            [
                'id' => uuid(),
                'domain' => $result['domain_uuid'] ?? null,
                'user' => $result['user_uuid'] ?? null,
                'name' => $result['username'] ?? null,
                'result' => !empty($result['authorized']) ? 'success' : 'failure',
                'detail' => $details,
                'address' => $_SERVER['REMOTE_ADDR'],
                'agent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
                'selector' => $result['remember_selector'] ?? null,
                'validator' => $result['remember_validator'] ?? null,
            ]
        );
    }
}
