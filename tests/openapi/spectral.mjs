// SPDX-License-Identifier: MIT
// What spectral holds the description of the API against: all of its OpenAPI rules, and that everything is described.
import { oas } from '@stoplight/spectral-rulesets'
import { truthy } from '@stoplight/spectral-functions'

export default {
  extends: [[oas, 'all']],
  rules: {
    // A shape may be there for queries only, where OpenAPI has no reference to it.
    'oas3-unused-component': 'off',
    // Who installs AMS is not known when it is described, and a licence has either an SPDX identifier or an address.
    'contact-properties': 'off',
    'license-url': 'off',
    // OpenAPI 3.1 lets a bearer's requirement name roles, which are defined nowhere; the rule takes them for scopes of OAuth 2.
    'oas3-operation-security-defined': 'off',
    'property-description': {
      description: 'Every property has a description.',
      given: '$..properties[*]',
      resolved: false, // a word of its own, not that of the shape behind a reference
      severity: 'error',
      then: { field: 'description', function: truthy },
    },
    'parameter-description': {
      description: 'Every parameter has a description.',
      given: '$.paths[*][*].parameters[?(@.name)]',
      severity: 'error',
      then: { field: 'description', function: truthy },
    },
    'schema-description': {
      description: 'Every named shape has a description.',
      given: '$.components.schemas[*]',
      severity: 'error',
      then: { field: 'description', function: truthy },
    },
    'body-description': {
      description: 'Every body of a good answer is described.',
      given: "$.paths[*][*].responses[?(@property.match(/^2/))]",
      severity: 'error',
      then: { field: 'description', function: truthy },
    },
  },
}
