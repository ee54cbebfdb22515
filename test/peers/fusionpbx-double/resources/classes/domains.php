<?php

/** domains.php 685-850: the settings as the session has them. */
class domains
{
    public function session(): void
    {
        foreach (database::new()->select('select * from v_domains order by domain_name') as $row) {
            $_SESSION['domains'][$row['domain_uuid']] = $row;
        }
    }

    public function set(): void
    {
        $settings = new settings(['domain_uuid' => $_SESSION['domain_uuid'] ?? '', 'user_uuid' => $_SESSION['user_uuid'] ?? '']);
        $_SESSION['authentication']['methods'] = $settings->get('authentication', 'methods', []);
        $_SESSION['domain']['language']['code'] = $settings->get('domain', 'language', 'en-us');
        $_SESSION['context'] = $_SESSION['domain_name'] ?? null;
    }
}
